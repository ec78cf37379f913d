package io.smsreports.simulator.files;

/** Names files as GNU {@code split} does. */
public final class ChunkName {

    private ChunkName() {}

    /**
     * Returns a file's name, {@code chunk_aa.csv} for number 0: two letters up to {@code yz}, then
     * {@code zaaa}, then {@code zzaaaa}, so that name order is number order however many there are.
     */
    public static String of(int file) {
        int number = file;
        int letters = 2;
        int ofThisLength = 25 * 26;
        StringBuilder suffix = new StringBuilder();
        while (number >= ofThisLength) {
            number -= ofThisLength;
            ofThisLength *= 26;
            letters++;
            suffix.append('z');
        }
        int place = ofThisLength / 25;
        for (int letter = 0; letter < letters; letter++) {
            suffix.append((char) ('a' + number / place));
            number %= place;
            place /= 26;
        }
        return "chunk_" + suffix + ".csv";
    }
}
