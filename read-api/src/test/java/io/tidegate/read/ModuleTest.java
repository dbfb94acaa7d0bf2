package io.tidegate.read;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ModuleTest {
    @Test
    void availabilityIsPureLogic() {
        noClasses()
                .that()
                .resideInAnyPackage("io.tidegate.read.availability..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..",
                        "org.jooq..",
                        "java.sql..",
                        "java.io..",
                        "java.net..",
                        "org.apache.kafka..",
                        "co.elastic..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.tidegate.read"));
    }
}
