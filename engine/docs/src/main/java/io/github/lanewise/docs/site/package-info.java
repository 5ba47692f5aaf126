/** The documentation as one static site: Markdown files of the repository as they are, and the Javadoc beside them. */
@NullMarked
package io.github.lanewise.docs.site;

import org.jspecify.annotations.NullMarked;
