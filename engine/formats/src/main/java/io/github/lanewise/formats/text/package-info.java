/** Texts for messages: shapes, numbers and lists of names. */
@NullMarked
package io.github.lanewise.formats.text;

import org.jspecify.annotations.NullMarked;
