import { type ReadonlySignal, signal } from '@preact/signals';

/** Pages about the project that the server was started in. */
export const pages = ['overview', 'findings', 'rules', 'packs'] as const;
/** Pages of a server with accounts. */
export const platformPages = ['projects', 'project', 'repository', 'scan', 'keys', 'operations'] as const;
export type ProjectPage = (typeof pages)[number];
export type PlatformPage = (typeof platformPages)[number];
export type Page = ProjectPage | PlatformPage;

/** Where the user is: a page, and what is chosen on it. */
export interface Route {
  readonly page: Page | 'unknown';
  readonly query: Readonly<Record<string, string>>;
}

export interface Router {
  readonly route: ReadonlySignal<Route>;
  /** Goes to a page as a new entry of the browser's history. */
  open(page: Page, query?: Readonly<Record<string, string>>): void;
  /** Goes to a page in the place of the present one, to which the browser does not go back. */
  replace(page: Page): void;
  /** Changes what is chosen on the present page; an empty text removes a choice. */
  choose(changes: Readonly<Record<string, string>>): void;
}

const base = '/dashboard';
/** Browsers refuse more than about 100 history changes in 30 seconds: typing is written down when it pauses. */
const settleMs = 300;

/** The address of a page. */
export function addressOf(page: Page, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  return `${base}${page === 'overview' ? '' : `/${page}`}${search === '' ? '' : `?${search}`}`;
}

/** Reads an address of the dashboard. */
export function readAddress(pathname: string, search: string): Route {
  const name = pathname.slice(base.length).replace(/^\/+|\/+$/g, '');
  const page = name === '' || name === 'index.html' ? 'overview' : [...pages, ...platformPages].find((candidate) => candidate === name);
  return { page: page ?? 'unknown', query: Object.fromEntries(new URLSearchParams(search)) };
}

/** Whether only somebody who is signed in sees anything on the page. */
export function isPlatformPage(page: Route['page']): page is PlatformPage {
  return platformPages.some((each) => each === page);
}

/** Follows the browser's address and changes it. */
export function createRouter(browser: Window): Router {
  const here = () => readAddress(browser.location.pathname, browser.location.search);
  const route = signal(here());
  let pending: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(pending);
    const { page, query } = route.value;
    if (page !== 'unknown') browser.history.replaceState(null, '', addressOf(page, query));
  };
  browser.addEventListener('popstate', () => {
    clearTimeout(pending);
    route.value = here();
  });
  browser.addEventListener('pagehide', write);
  return {
    route,
    open(page, query = {}) {
      write();
      browser.history.pushState(null, '', addressOf(page, query));
      route.value = { page, query };
      browser.scrollTo(0, 0);
    },
    replace(page) {
      clearTimeout(pending);
      route.value = { page, query: {} };
      write();
    },
    choose(changes) {
      const { page, query } = route.value;
      route.value = { page, query: Object.fromEntries(Object.entries({ ...query, ...changes }).filter(([, value]) => value !== '')) };
      clearTimeout(pending);
      pending = setTimeout(write, settleMs);
    },
  };
}
