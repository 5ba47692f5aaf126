/** Models of ml5.js, which are folders. */
@NullMarked
package io.github.lanewise.formats.ml5;

import org.jspecify.annotations.NullMarked;
