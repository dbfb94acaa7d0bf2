# Waits for the launcher's end, then ends every process that has a pid file ("pid signal") in folder $0: first by the
# signal that stops it in good order, after two seconds by SIGKILL. A launcher that has stopped all by itself says so.
trap '' INT TERM HUP

while read -r word; do [ "$word" = done ] && exit 0; done

signal_all() {
    for file in "$0"/*.pid; do
        [ -f "$file" ] || continue
        read -r pid signal < "$file" || continue
        kill -s "${1:-$signal}" "$pid" 2>/dev/null || rm -f "$file"
    done
}

any_left() {
    for file in "$0"/*.pid; do
        [ -f "$file" ] || continue
        read -r pid signal < "$file" || continue
        kill -s 0 "$pid" 2>/dev/null && return 0
    done
    return 1
}

signal_all
for _ in 1 2 3 4 5 6 7 8 9 10; do
    any_left || break
    sleep 0.2
done
signal_all KILL
# Whatever was about to register itself when the launcher ended.
sleep 0.3
signal_all KILL
rm -rf "$0"
