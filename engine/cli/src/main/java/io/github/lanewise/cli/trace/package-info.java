/**
 * What {@code lanewise trace} shows of one sequence: gates and states of every step, what its units remember, and how much of
 * an earlier input is left. Knows nothing of the command line.
 */
@NullMarked
package io.github.lanewise.cli.trace;

import org.jspecify.annotations.NullMarked;
