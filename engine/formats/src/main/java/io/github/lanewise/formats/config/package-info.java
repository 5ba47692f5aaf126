/** The description of a model in a file of tensors, and models of files that have none. */
@NullMarked
package io.github.lanewise.formats.config;

import org.jspecify.annotations.NullMarked;
