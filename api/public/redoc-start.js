window.Redoc.init('/openapi.json', { hideDownloadButton: false, nativeScrollbars: true, disableSearch: false }, document.getElementById('documentation'));
