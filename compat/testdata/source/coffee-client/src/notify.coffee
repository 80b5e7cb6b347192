class Notifier

options =
  host: 'api.hipchat.com'

module.exports = {Notifier, options}
