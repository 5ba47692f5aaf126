/** Bytes that come in and go out whole, and the refusal of those that are not what they should be. */
@NullMarked
package io.github.lanewise.formats.io;

import org.jspecify.annotations.NullMarked;
