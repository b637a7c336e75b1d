import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { StartError } from '../src/start-error.ts';

const token = 'MTAwMDAwMDAwMDAwMDAwMDAx.GAbCdE.abcdefghijklmnopqrstuvwxyz0123456789AB';

describe('readConfig', () => {
  it('takes the sandbox and its own database where nothing is set', () => {
    expect(readConfig({})).toEqual({
      production: false,
      token: undefined,
      apiUrl: 'https://discord.com/api',
      databaseFile: 'var/sandbox.sqlite',
      logLevel: 'warn',
      key: undefined,
      oldKeys: [],
      sandboxPort: 3210,
    });
  });

  it('takes Discord where there is a token', () => {
    expect(
      readConfig({
        DISCORD_TOKEN: token,
        NODE_ENV: 'production',
        DISCORD_API_URL: 'http://127.0.0.1:8080/api/',
      }),
    ).toEqual({
      production: true,
      token,
      apiUrl: 'http://127.0.0.1:8080/api',
      databaseFile: 'var/cooldown.sqlite',
      logLevel: 'info',
      key: undefined,
      oldKeys: [],
      sandboxPort: 3210,
    });
  });

  it('takes a variable set to nothing as not set', () => {
    expect(readConfig({ DISCORD_TOKEN: '', LOG_LEVEL: ' ', SANDBOX_PORT: '', NODE_ENV: '' })).toEqual(
      readConfig({}),
    );
  });

  it.each([
    [{ NODE_ENV: 'production' }, /DISCORD_TOKEN is needed when NODE_ENV is production/],
    [{ DISCORD_API_URL: 'http://127.0.0.1:1/api' }, /DISCORD_TOKEN is needed when DISCORD_API_URL is set/],
    [
      { DISCORD_TOKEN: token, DISCORD_API_URL: 'https://me:secret@127.0.0.1/api' },
      /DISCORD_API_URL must not hold a user name or password/,
    ],
    [{ DISCORD_TOKEN: 'hello' }, /DISCORD_TOKEN does not look like a bot token/],
    [{ DISCORD_TOKEN: token, DISCORD_API_URL: 'discord' }, /DISCORD_API_URL must be a web address/],
    [{ DATABASE_URL: 'postgres://x' }, /DATABASE_URL must be file: and a path/],
    [{ DATABASE_URL: 'file:' }, /DATABASE_URL must name a file/],
    [{ DATABASE_URL: 'file:var/' }, /DATABASE_URL must name a file, not a folder/],
    [{ DATABASE_URL: 'file:..' }, /DATABASE_URL must name a file, not a folder/],
    [{ DATABASE_URL: 'file::memory:' }, /DATABASE_URL must name a file, because/],
    [{ DATABASE_URL: 'file:x.sqlite?mode=ro' }, /DATABASE_URL takes no settings/],
    [{ DATABASE_URL: 'file://localhost/x.sqlite' }, /DATABASE_URL must not name a host/],
    [{ DATABASE_URL: 'file:~/x.sqlite' }, /DATABASE_URL must hold the whole path/],
    [{ DATABASE_URL: 'file:$HOME/x.sqlite' }, /DATABASE_URL must hold the whole path/],
    [{ DATABASE_URL: 'file:my%20club.sqlite' }, /DATABASE_URL must hold the path as it is/],
    [{ DATABASE_URL: 'file:a\0b.sqlite' }, /DATABASE_URL must not hold control characters/],
    [{ DATABASE_URL: 'file:a\nb.sqlite' }, /DATABASE_URL must not hold control characters/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be one of trace/],
    [{ SANDBOX_PORT: '65536' }, /SANDBOX_PORT must be a port from 0 to 65535/],
    [{ SANDBOX_PORT: '3e3' }, /SANDBOX_PORT must be a port/],
    [{ COOLDOWN_KEY: 'secret' }, /COOLDOWN_KEY must be 32 bytes in base64 or as 64 hexadecimal digits/],
    [{ COOLDOWN_KEY: 'A'.repeat(40) }, /COOLDOWN_KEY must be 32 bytes/],
    [{ COOLDOWN_KEY: 'a'.repeat(63) }, /COOLDOWN_KEY must be 32 bytes/],
    [
      { COOLDOWN_KEY_OLD: `${'a'.repeat(64)},nothing` },
      /COOLDOWN_KEY_OLD must be 32 bytes.*separate several with commas/,
    ],
    [{ NODE_ENV: 'prod' }, /NODE_ENV must be development, production or test/],
  ])('refuses %j', (env, message) => {
    expect(() => readConfig(env)).toThrow(message);
    expect(() => readConfig(env)).toThrow(StartError);
  });

  it.each([
    ['file:var/club.sqlite\n', 'var/club.sqlite'],
    [' file: my club.sqlite ', 'my club.sqlite'],
    ['file:/srv/club.sqlite', '/srv/club.sqlite'],
    ['file:///srv/club.sqlite', '/srv/club.sqlite'],
    ['file:C:\\data\\club.sqlite', 'C:\\data\\club.sqlite'],
  ])('takes the path out of %j', (url, path) => {
    expect(readConfig({ DATABASE_URL: url }).databaseFile).toBe(path);
  });

  it('reads keys in base64, with or without its padding, and in hexadecimal', () => {
    const bytes = Buffer.from(Array.from({ length: 32 }, (_, place) => 255 - place));
    for (const typed of [
      bytes.toString('base64'),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      ` ${bytes.toString('hex').toUpperCase()} `,
    ])
      expect(readConfig({ COOLDOWN_KEY: typed }).key).toEqual(bytes);
    const old = `${'ab'.repeat(32)}, ${bytes.toString('base64')}`;
    expect(readConfig({ COOLDOWN_KEY_OLD: old }).oldKeys).toEqual([Buffer.alloc(32, 0xab), bytes]);
  });

  it('names all problems in one message, and no value', () => {
    const wrong = {
      DISCORD_TOKEN: 'secret-of-mine',
      LOG_LEVEL: 'secret-loud',
      SANDBOX_PORT: 'secret-port',
      DATABASE_URL: 'secret',
      COOLDOWN_KEY: 'secret',
      COOLDOWN_KEY_OLD: 'secret',
    };
    const message = (() => {
      try {
        readConfig(wrong);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    for (const variable of Object.keys(wrong)) expect(message).toContain(variable);
    expect(message).not.toContain('secret');
  });
});
