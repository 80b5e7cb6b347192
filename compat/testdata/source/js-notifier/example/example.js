const Notifier = require('..');
new Notifier('Ops', process.env.HIPCHAT_TOKEN, 'api.hipchat.com').send('hello');
