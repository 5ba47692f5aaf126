/** Keras's files: whole models, and weights alone. */
@NullMarked
package io.github.lanewise.formats.keras;

import org.jspecify.annotations.NullMarked;
