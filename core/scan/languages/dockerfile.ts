import type { Language } from './language.ts';

export const dockerfile: Language = {
  id: 'dockerfile',
  names: ['dockerfile', 'docker', 'containerfile'],
  extensions: ['dockerfile', 'containerfile'],
  fileNames: ['Dockerfile', 'Containerfile'],
  shebangs: [],
  comment: { line: '#' },
};
