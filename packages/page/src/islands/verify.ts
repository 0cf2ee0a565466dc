document.documentElement.dataset['island'] = 'verify'
