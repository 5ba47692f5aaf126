/**
 * {@code lanewise doctor}: what this machine and JVM are, how fast models run on them, and what to change. {@link
 * io.github.lanewise.cli.doctor.Finding} is a line of its report. Knows nothing of the command line.
 */
@NullMarked
package io.github.lanewise.cli.doctor;

import org.jspecify.annotations.NullMarked;
