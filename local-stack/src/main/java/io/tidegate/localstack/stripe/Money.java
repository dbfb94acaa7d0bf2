package io.tidegate.localstack.stripe;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;

/** Amounts as people write them. */
final class Money {
    private Money() {}

    /** {@code 45.00 EUR}. */
    static String text(long minorUnits, String currency) {
        String code = currency.toUpperCase(Locale.ROOT);
        int digits = Currency.getAvailableCurrencies().stream()
                .filter(known -> known.getCurrencyCode().equals(code))
                .mapToInt(Currency::getDefaultFractionDigits)
                .findFirst()
                .orElse(2);
        return BigDecimal.valueOf(minorUnits, Math.max(0, digits)).toPlainString() + " " + code;
    }
}
