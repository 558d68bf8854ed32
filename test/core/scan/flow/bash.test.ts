import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const programs: Record<string, string> = {
  'what a command prints, passed directly and by variable': 'sink $(source) # !!\nx=$(source)\nsink "$x" # !!\ny=a\nsink "$y"\nsink x',
  'the older way to take what a command prints': 'x=`source`\nsink "$x" # !!',
  'a variable overwritten':
    'x=$(source)\nx=a\nsink "$x"\ny=$(source)\nif c; then y=a; fi\nsink "$y" # !!\nz=$(source)\nz=\nsink "$z"\nw=$(source)\nunset w\nsink "$w"',
  'a variable overwritten on all ways':
    'x=$(source)\nif c; then x=a; elif d; then x=b; else x=c; fi\nsink "$x"\ny=a\nif c; then y=b; elif d; then y=$(source); else y=c; fi\nsink "$y" # !!',
  'sanitized values': 'x=$(source)\ny=$(clean "$x")\nsink "$y"\nsink "$x" # !!\nif c; then x=$(clean "$x"); fi\nsink "$x" # !!',
  'words put together': 'x=$(source)\nsink "a $x b" # !!\nsink a"$x"b # !!\nsink pre-${x}.txt # !!\nq=a\nq+=$x\nsink "$q" # !!\nsink \'$x\'',
  'expansions that keep the value':
    'x=$(source)\nsink "${x}" # !!\nsink "${x#pre}" # !!\nsink "${x%.txt}" # !!\nsink "${x/a/b}" # !!\nsink "${x:1:2}" # !!\nsink "${x^^}" # !!\nsink "${y/a/$x}" # !!',
  'expansions that do not': 'x=$(source)\nsink "${#x}"\nsink "${x:+given}"\nsink "${x//[^a-zA-Z0-9]/}"\nsink "${x//[^a-z]/$y}" # !!',
  'values by default': 'x=$(source)\nsink "${y:-$x}" # !!\nsink "${x:-none}" # !!\nsink "${y:-none}"\nsink "${y:+$x}" # !!',
  'arithmetic and tests': 'x=$(source)\nn=$((x + 1))\nsink "$n"\nsink "$#"\nsink "$?"\nsink "$(wc -l "$x")"',
  arrays:
    'x=$(source)\na=(one "$x" three)\nsink "${a[0]}"\nsink "${a[1]}" # !!\nsink "${a[@]}" # !!\nsink "${#a[@]}"\nb=(one)\nb+=("$x")\nsink "${b[*]}" # !!\nc[3]=$x\nsink "${c[3]}" # !!\nsink "${c[2]}"',
  'arrays with names': 'declare -A m\nm[k]=$(source)\nm[j]=a\nsink "${m[k]}" # !!\nsink "${m[j]}"',
  'arguments of a function': 'run() {\n sink "$2" # !!\n sink "$1"\n sink "$@" # !!\n}\nrun a "$(source)"',
  'arguments of a function by name': 'function run {\n local dir="$1" name=$2\n sink "$dir"\n sink "$name" # !!\n}\nrun a "$(source)"',
  'all arguments handed on': 'inner() {\n sink "$1" # !!\n}\nouter() { inner "$@"; }\nouter "$(source)"',
  'arguments moved up': 'run() {\n sink "$1"\n shift\n sink "$1" # !!\n sink "$2"\n}\nrun a "$(source)" b',
  'arguments set anew': 'set -- a "$(source)"\nsink "$1"\nsink "$2" # !!',
  'a loop over the arguments':
    'run() {\n for a in "$@"; do sink "$a"; done # !!\n for b; do sink "$b"; done # !!\n}\nrun "$(source)"\nfor c in a b; do sink "$c"; done',
  'a loop over lines': 'for l in $(source); do sink "$l"; done # !!\nfor f in *.txt; do sink "$f"; done\nfor ((i = 0; i < 3; i++)); do sink "$i"; done',
  'what a function prints':
    'get() { echo "$(source)"; }\nsafe() { echo a; }\nid() { printf "%s" "$1"; }\nsink "$(get)" # !!\nsink "$(safe "$(source)")"\nsink "$(id "$(source)")" # !!\nsink "$(id a)"',
  'what a function prints elsewhere':
    'x=$(source)\nf() { echo "$1" >&2; echo ok; }\ng() { echo "$1" > log; echo ok; }\nh() { echo "$1" 2>/dev/null; }\nsink "$(f "$x")"\nsink "$(g "$x")"\nsink "$(h "$x")" # !!',
  'an early return': 'f() {\n echo ok\n return 0\n echo "$1"\n}\nsink "$(f "$(source)")"',
  'local variables stay in the function': 'x=a\nf() { local x; x=$(source); }\nf\nsink "$x"\ng() { y=$(source); }\ng\nsink "$y" # !!',
  'reading from a pipe': 'source | while read -r a b; do sink "$b"; done # !!\necho a | while read -r c; do sink "$c"; done',
  'filters in a pipe': 'x=$(source | tr a b | cut -c1)\nsink "$x" # !!\nsink "$(source | wc -l)"\nsink "$(source | clean)"',
  'reading from here-strings, documents and processes':
    'x=$(source)\nread -r a <<< "$x"\nsink "$a" # !!\nread -r b <<EOF\n$x\nEOF\nsink "$b" # !!\nwhile read -r c; do sink "$c"; done < <(source) # !!\nread -r d < <(echo a)\nsink "$d"',
  'a here-document as input': 'y=$(cat <<EOF\na $(source)\nEOF\n)\nsink "$y" # !!\nz=$(cat <<\'EOF\'\n$(source)\nEOF\n)\nsink "$z"',
  'several lines read into an array': 'mapfile -t lines < <(source)\nsink "${lines[0]}" # !!\nread -ra parts <<< "$(source)"\nsink "${parts[1]}" # !!',
  options: 'f() {\n while getopts "a:b" opt; do\n  case $opt in\n   a) sink "$OPTARG" ;; # !!\n  esac\n done\n}\nf "$(source)"',
  'printing into a variable': 'printf -v out "%s" "$(source)"\nsink "$out" # !!\nprintf -v o2 "%s" a\nsink "$o2"',
  'a check with an early end': 'x=$(source)\n[[ "$x" =~ ^[0-9]+$ ]] || exit 1\nsink "$x"\ny=$(source)\n[[ "$y" =~ [0-9]+ ]] || exit 1\nsink "$y" # !!',
  'a check in an if': 'x=$(source)\nif [ "$x" = "start" ]; then\n sink "$x"\nelse\n sink "$x" # !!\nfi\nif [[ ! $x =~ ^[a-z]+$ ]]; then exit 1; fi\nsink "$x"',
  'a check of an argument': 'run() {\n if [[ $1 =~ ^[a-z]+$ ]]; then sink "$1"; fi\n sink "$1" # !!\n}\nrun "$(source)"',
  'an allow-list in a case': 'x=$(source)\ncase "$x" in\n start|stop) sink "$x" ;;\n re*) sink "$x" ;; # !!\n *) sink "$x" ;; # !!\nesac',
  'a case that leaves for anything unknown': 'x=$(source)\ncase $x in\n a|b) ;;\n *) exit 1 ;;\nesac\nsink "$x"',
  'a check by a command': 'x=$(source)\nvalidate "$x" || exit 1\nsink "$x"\ny=$(source)\nvalidate "$y" > /dev/null && sink "$y"\nsink "$y" # !!',
  'dead branches': 'x=$(source)\nif false; then sink "$x"; fi\nwhile true; do sink "$x"; break; done # !!\nexit 0\nsink "$x"',
  'chains of commands': 'x=a\nc && x=$(source)\nsink "$x" # !!\ny=$(source)\nc || y=a\nsink "$y" # !!\ntrue && y=b\nsink "$y"',
  'the name of a command': 'x=$(source)\nsink() { :; }\neval "$x"\nsink "$x" # !!',
  'a command that is a value': 'c=$(sink "$(source)") # !!\nd=$(sink a)',
  'output taken as a file': 'sink <(source) # !!\ndiff <(sink a) <(sink "$(source)") # !!',
  'a variable given to a command only': 'x=$(source)\nA=$x sink b\nA=$(sink "$x") b # !!',
  'exported and read-only variables': 'export A=$(source)\nreadonly B="$A"\nsink "$B" # !!',
  'a source and a check by side effect': 'untrusted=a\nfill "$b"\nsink "$b" # !!\nvalidate "$b"\nsink "$b"',
};

describe('taint in Bash', () => {
  it.each(Object.entries(programs))('%s', (_name, code) => {
    const { found, expected } = checkTaint(grammars.get('bash'), `${code}\n`);
    expect(found).toEqual(expected);
  });
});
