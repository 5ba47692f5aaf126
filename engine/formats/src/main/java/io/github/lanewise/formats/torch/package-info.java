/** PyTorch's files, read without running code. */
@NullMarked
package io.github.lanewise.formats.torch;

import org.jspecify.annotations.NullMarked;
