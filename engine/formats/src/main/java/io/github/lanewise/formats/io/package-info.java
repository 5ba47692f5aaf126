/** Reading and writing of whole files, and the exception for a file that cannot be used. */
@NullMarked
package io.github.lanewise.formats.io;

import org.jspecify.annotations.NullMarked;
