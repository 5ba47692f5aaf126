/** Pieces of messages. */
@NullMarked
package io.github.lanewise.formats.text;

import org.jspecify.annotations.NullMarked;
