/** What formats share in reading and writing bytes: zip files, elements of arrays, little-endian numbers. */
@NullMarked
package io.github.lanewise.formats.bytes;

import org.jspecify.annotations.NullMarked;
