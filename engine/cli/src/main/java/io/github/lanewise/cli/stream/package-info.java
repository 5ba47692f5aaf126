/** {@code lanewise stream}: rows in, an answer for each, and an end that loses none. Knows nothing of the command line. */
@NullMarked
package io.github.lanewise.cli.stream;

import org.jspecify.annotations.NullMarked;
