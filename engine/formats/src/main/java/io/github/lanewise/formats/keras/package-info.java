/** Keras's files of whole models. */
@NullMarked
package io.github.lanewise.formats.keras;

import org.jspecify.annotations.NullMarked;
