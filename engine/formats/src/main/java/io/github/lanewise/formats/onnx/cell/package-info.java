/** The equations of recurrent cells, told in whatever way nodes write them out. */
@NullMarked
package io.github.lanewise.formats.onnx.cell;

import org.jspecify.annotations.NullMarked;
