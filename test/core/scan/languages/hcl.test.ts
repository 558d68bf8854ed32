import { describe, expect, test } from 'vitest';
import { found } from '../pattern/support.ts';

const bucket = 'resource "aws_s3_bucket" "logs" {\n  acl    = "public-read"\n  bucket = "logs"\n  versioning {\n    enabled = false\n  }\n}\n';

/** Pattern, code, the texts it matches. */
const rows: readonly (readonly [string, string, readonly string[]])[] = [
  ['resource "aws_s3_bucket" "..." {\n  ...\n  acl = "public-read"\n  ...\n}', bucket, [bucket.trim()]],
  ['resource "aws_s3_bucket" $NAME { ... }', bucket, [bucket.trim()]],
  ['resource "aws_s3_bucket" $NAME {\n  ...\n  bucket = $B\n  acl = ...\n  ...\n}', bucket, [bucket.trim()]],
  ['resource "aws_s3_bucket" $NAME {\n  ...\n  enabled = false\n  ...\n}', bucket, [bucket.trim()]],
  ['resource "aws_s3_bucket" $NAME {\n  enabled = false\n}', bucket, []],
  ['resource "aws_sqs_queue" $NAME { ... }', bucket, []],
  ['versioning {\n  enabled = false\n}', bucket, ['versioning {\n    enabled = false\n  }']],
  ['acl = "=~/^public/"', bucket, ['acl    = "public-read"']],
  ['resource', bucket, ['resource']],
  ['[..., "0.0.0.0/0", ...]', 'a {\n  cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"]\n}\n', ['["10.0.0.0/8", "0.0.0.0/0"]']],
  ['{ Action = "*" ... }', 'p = jsonencode({ Statement = [{ Effect = "Allow", Action = "*" }] })\n', ['{ Effect = "Allow", Action = "*" }']],
  [
    'jsonencode({... Statement = [..., {... Effect = "Deny" ...}, ...] ...})',
    'p = jsonencode({ Statement = [{ Effect = "Deny" }] })\n',
    ['jsonencode({ Statement = [{ Effect = "Deny" }] })'],
  ],
  ['"TLS1_0"', 'variable "tls" {\n  default = "TLS1_0"\n}\na {\n  b = var.tls\n}\n', ['"TLS1_0"', 'var.tls']],
  ['"x"', 'locals {\n  name = "x"\n}\na {\n  b = local.name\n  c = local.other\n}\n', ['"x"', 'local.name']],
  ['$X.password', 'a {\n  b = data.vault.secret.password\n  c = password\n}\n', ['data.vault.secret.password']],
  ['$A == $B', 'a {\n  b = var.x == 1 ? 2 : 3\n}\n', ['var.x == 1']],
  ['file($...ARGS)', 'a {\n  b = file("k.pem", 1)\n}\n', ['file("k.pem", 1)']],
  ['user_data = "=~/SECRET/"', 'a {\n  user_data = <<EOF\nexport SECRET=1\nEOF\n}\n', ['user_data = <<EOF\nexport SECRET=1\nEOF']],
  ['a {\n  ...\n  labels = {\n    "..." = "..."\n  }\n}', 'a {\n  labels = {}\n}\n', []],
];

describe('HCL patterns', () => {
  test.each(rows)('%s', (pattern, code, texts) => expect(found('hcl', pattern, code)).toEqual(texts));

  test('what follows a broken block is still matched', () => {
    expect(found('hcl', 'acl = "public-read"', `resource "a" {\n  b = \n}\n${bucket}`)).toEqual(['acl    = "public-read"']);
  });
});
