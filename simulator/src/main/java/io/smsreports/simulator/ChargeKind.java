package io.smsreports.simulator;

/** What an SMS was charged as, with the share of rows of each kind. */
enum ChargeKind {
    /** A price of the {@link PriceList}. */
    LISTED(800),
    /** Any amount: charged by use, often with decimals. */
    METERED(120),
    /** Nothing to pay. */
    FREE(75),
    /** A listed price, paid back. */
    REVERSAL(5);

    private static final ChargeKind[] BY_DRAW = byDraw();

    private final int perThousand;

    ChargeKind(int perThousand) {
        this.perThousand = perThousand;
    }

    /** Returns one row's kind. */
    static ChargeKind draw(SeededRandom random) {
        return BY_DRAW[random.below(BY_DRAW.length)];
    }

    private static ChargeKind[] byDraw() {
        ChargeKind[] kinds = new ChargeKind[1000];
        int next = 0;
        for (ChargeKind kind : values()) {
            for (int i = 0; i < kind.perThousand; i++) {
                kinds[next++] = kind;
            }
        }
        return kinds;
    }
}
