document.documentElement.dataset['island'] = 'return'
