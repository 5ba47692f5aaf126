/** JSON, read without objects of a mapper and refused with the place. */
@NullMarked
package io.github.lanewise.formats.json;

import org.jspecify.annotations.NullMarked;
