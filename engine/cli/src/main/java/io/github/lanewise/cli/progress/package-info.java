/** How far a long command has come, for a person at a terminal. */
@NullMarked
package io.github.lanewise.cli.progress;

import org.jspecify.annotations.NullMarked;
