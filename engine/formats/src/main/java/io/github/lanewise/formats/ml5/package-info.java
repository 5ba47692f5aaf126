/** Folders of ml5's. */
@NullMarked
package io.github.lanewise.formats.ml5;

import org.jspecify.annotations.NullMarked;
