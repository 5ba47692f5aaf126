/** Events for the JDK's Flight Recorder, off until somebody records them; without its module there are none. */
@NullMarked
package io.github.lanewise.event;

import org.jspecify.annotations.NullMarked;
