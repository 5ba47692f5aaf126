/** Bytes within a file: members of archives, numbers of any type, both ends of a stream. */
@NullMarked
package io.github.lanewise.formats.bytes;

import org.jspecify.annotations.NullMarked;
