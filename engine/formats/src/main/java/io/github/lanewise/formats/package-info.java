/**
 * Readers and writers of model files and arrays.
 *
 * <p>What a file claims is checked against its bytes before anything is allocated for it. A file that cannot be used is
 * refused with a {@link io.github.lanewise.formats.io.FormatException}, whose message is one line. Writers never leave a
 * half-written file behind.
 */
@NullMarked
package io.github.lanewise.formats;

import org.jspecify.annotations.NullMarked;
