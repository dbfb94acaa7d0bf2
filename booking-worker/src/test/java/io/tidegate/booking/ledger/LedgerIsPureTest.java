package io.tidegate.booking.ledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LedgerIsPureTest {
    private final JavaClasses ledger = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tidegate.booking.ledger");

    @Test
    void theLedgerKnowsOnlyTheLanguageTheWireAndTheLayout() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.tidegate.booking.ledger",
                        "io.tidegate.wire",
                        "io.tidegate.layout",
                        "com.google.protobuf",
                        "org.jspecify.annotations",
                        "java.lang..",
                        "java.util..")
                .check(ledger);
    }

    @Test
    void timeRandomnessAndThreadsComeFromOutside() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.time..", "java.io..", "java.nio..", "java.net..", "java.util.concurrent..")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .check(ledger);
    }
}
