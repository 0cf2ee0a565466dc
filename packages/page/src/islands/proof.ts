document.documentElement.dataset['island'] = 'proof'
