/** What pictures are drawn on: SVG, and PNG without the JDK's own graphics, whose module would make the image larger. */
@NullMarked
package io.github.lanewise.cli.picture;

import org.jspecify.annotations.NullMarked;
