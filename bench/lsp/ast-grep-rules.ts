/** Patterns of ast-grep for the language server benchmark, 60 for each language: what a security pack of its would look for. */
const script = `
eval($$$) | new Function($$$) | setTimeout($STRING + $$$, $$$) | setInterval($STRING + $$$, $$$) | $X.innerHTML = $Y | $X.outerHTML = $Y | document.write($$$)
document.writeln($$$) | $X.insertAdjacentHTML($$$) | exec($CMD + $$$) | exec(\`$$$\`) | execSync($$$) | spawn($CMD, $ARGS, { shell: true }) | child_process.exec($$$)
createHash('md5') | createHash('sha1') | crypto.createHash('md5') | crypto.createHash('sha1') | crypto.createCipher($$$) | crypto.createDecipher($$$)
Math.random() | crypto.pseudoRandomBytes($$$) | new Buffer($$$) | Buffer($$$) | JSON.parse($X) | jwt.decode($$$) | jwt.verify($T, $K, { algorithms: ['none'] })
jwt.sign($P, $K, { algorithm: 'none' }) | pool.query($A + $B) | pool.query(\`$$$\`) | db.query($A + $B) | connection.query($A + $B) | knex.raw($$$) | sequelize.query($$$)
res.redirect(req.query.$X) | res.send(req.query.$X) | res.sendFile(req.$X.$Y) | fs.readFile(req.$X.$Y, $$$) | fs.readFileSync(req.$X.$Y) | path.join($$$, req.$X.$Y)
require($X) | import($X) | new RegExp($X) | new RegExp($X, $F) | $X.$Y.__proto__ | $X.__proto__ | Object.assign($X, req.body) | process.env.NODE_TLS_REJECT_UNAUTHORIZED = $V
https.request({ $$$, rejectUnauthorized: false, $$$ }) | fetch(req.$X.$Y) | axios.get(req.$X.$Y) | http.get(req.$X.$Y) | vm.runInNewContext($$$) | vm.runInThisContext($$$)
vm.runInContext($$$) | serialize.unserialize($$$) | yaml.load($X) | localStorage.setItem('token', $X) | window.postMessage($X, '*') | console.log($$$)
`;

const python = `
eval($$$) | exec($$$) | compile($$$) | os.system($$$) | os.popen($$$) | subprocess.call($$$, shell=True) | subprocess.run($$$, shell=True) | subprocess.Popen($$$, shell=True)
subprocess.check_output($$$, shell=True) | subprocess.run($CMD, shell=True, check=True) | pickle.load($$$) | pickle.loads($$$) | cPickle.loads($$$) | marshal.loads($$$)
shelve.open($$$) | yaml.load($X) | yaml.load($X, Loader=yaml.Loader) | yaml.unsafe_load($X) | jsonpickle.decode($$$) | dill.loads($$$) | hashlib.md5($$$) | hashlib.sha1($$$)
hashlib.new('md5', $$$) | random.random() | random.randint($$$) | random.choice($$$) | tempfile.mktemp($$$) | os.chmod($P, 0o777) | os.umask(0) | requests.get($$$, verify=False)
requests.post($$$, verify=False) | requests.request($$$, verify=False) | ssl._create_unverified_context($$$) | ssl.wrap_socket($$$) | urllib.request.urlopen($$$)
cursor.execute($A + $B) | cursor.execute($A % $B) | cursor.execute($A.format($$$)) | db.execute($A + $B) | session.execute($A + $B) | conn.execute($A % $B)
app.run(debug=True) | app.run($$$, debug=True) | render_template_string($$$) | Markup($X) | mark_safe($X) | flask.redirect(request.args.get($X)) | redirect(request.args.get($X))
send_file(request.args.get($X)) | open(request.args.get($X), $$$) | open(request.args[$X]) | jwt.decode($T, verify=False) | DES.new($$$) | ARC4.new($$$) | AES.new($K, AES.MODE_ECB)
telnetlib.Telnet($$$) | ftplib.FTP($$$) | xml.etree.ElementTree.parse($$$) | etree.parse($$$) | minidom.parseString($$$)
`;

/** The rules as one YAML file of ast-grep. */
export function astGrepRules(): string {
  return [...rulesFor('TypeScript', script), ...rulesFor('Python', python)].join('---\n');
}

function rulesFor(language: string, patterns: string): string[] {
  const all = patterns.split(/\s+\|\s+|\n/).filter((pattern) => pattern.trim() !== '');
  return all.map((pattern, index) => {
    const id = `${language.toLowerCase()}-${index + 1}`;
    return `id: ${id}\nlanguage: ${language}\nseverity: warning\nmessage: Weakness ${id}\nrule:\n  pattern: ${JSON.stringify(pattern.trim())}\n`;
  });
}
