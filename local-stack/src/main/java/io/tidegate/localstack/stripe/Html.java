package io.tidegate.localstack.stripe;

/** The frame of the simulator's pages. */
final class Html {
    private static final String STYLE = """
        :root{color-scheme:light dark;--ink:#1c2b33;--quiet:#5c6f7a;--line:#d5dee3;--paper:#fff;--ground:#eef2f5;\
        --brand:#0b4f6c;--good:#1a7f4b;--wait:#9a6700;--bad:#b3261e}
        @media(prefers-color-scheme:dark){:root{--ink:#e3ebef;--quiet:#93a5af;--line:#2e3d46;--paper:#17232a;\
        --ground:#0f181d;--brand:#6cc0e0;--good:#58c58c;--wait:#e0b050;--bad:#f2867d}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
        main{max-width:1440px;margin:0 auto;padding:32px 24px}
        main.narrow{max-width:440px;margin-top:10vh;background:var(--paper);border-radius:12px;padding:32px}
        h1{margin:0 0 4px;font-size:24px;color:var(--brand)}
        .soft{color:var(--quiet);margin:0 0 24px}
        .sums{display:flex;flex-wrap:wrap;gap:12px;margin:0 0 24px}
        .sums div{background:var(--paper);border-radius:10px;padding:14px 18px;min-width:150px}
        .sums b{display:block;font-size:22px;font-variant-numeric:tabular-nums}
        .sums span{color:var(--quiet);font-size:13px}
        .scroll{background:var(--paper);border-radius:10px;overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        th,td{padding:9px 14px;text-align:left;white-space:nowrap;border-bottom:1px solid var(--line)}
        tr:last-child td{border-bottom:0}
        th{font-size:12px;font-weight:600;color:var(--quiet)}
        td.n,th.n{text-align:right}
        code{font:13px ui-monospace,Menlo,Consolas,monospace}
        .tag{display:inline-block;padding:1px 9px;border-radius:99px;border:1px solid currentColor;font-size:12px}
        .good{color:var(--good)}.wait{color:var(--wait)}.bad{color:var(--bad)}.off{color:var(--quiet)}
        a{color:var(--brand)}
        button{font:inherit;padding:9px 20px;border-radius:8px;border:1px solid var(--line);background:none;\
        color:inherit;cursor:pointer}
        button.main{background:var(--brand);border-color:var(--brand);color:var(--paper)}
        """;

    private Html() {}

    static String page(String title, String body) {
        return "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\">"
                + "<title>" + escaped(title) + "</title>\n<style>" + STYLE + "</style>\n" + body + "</html>\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
