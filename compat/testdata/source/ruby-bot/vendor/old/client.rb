URL = 'https://api.hipchat.com'
