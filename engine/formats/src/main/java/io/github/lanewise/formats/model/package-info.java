/** The options for reading a model's file, and the model that was read. */
@NullMarked
package io.github.lanewise.formats.model;

import org.jspecify.annotations.NullMarked;
