/** Child processes: started, health-checked, watched, restarted, stopped, and never left behind. */
@NullMarked
package io.tidegate.localstack.process;

import org.jspecify.annotations.NullMarked;
