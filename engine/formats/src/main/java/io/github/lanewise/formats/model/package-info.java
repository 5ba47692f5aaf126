/** What a reader is told of a model's file, and what it gives. */
@NullMarked
package io.github.lanewise.formats.model;

import org.jspecify.annotations.NullMarked;
