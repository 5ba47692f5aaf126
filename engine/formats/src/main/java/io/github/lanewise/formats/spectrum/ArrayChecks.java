package io.github.lanewise.formats.spectrum;

/** Refusals of arrays that are too short. */
final class ArrayChecks {
    private ArrayChecks() {}

    /**
     * Refuses an array without room.
     *
     * @param what its name, for the message
     * @param length of the array
     * @param from where the floats begin
     * @param count how many there have to be
     */
    static void requireRoom(String what, int length, int from, int count) {
        if (count < 0 || from < 0 || from > length - count) {
            throw new IllegalArgumentException(
                    what + ": expected " + count + " floats from index " + from + " on, found " + length + " in all");
        }
    }
}
