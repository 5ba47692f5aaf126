/** Files of named tensors and of single arrays: safetensors, NumPy's and CSV. */
@NullMarked
package io.github.lanewise.formats.tensors;

import org.jspecify.annotations.NullMarked;
