document.documentElement.dataset['island'] = 'write'
