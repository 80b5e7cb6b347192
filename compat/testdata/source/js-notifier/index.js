'use strict';
const request = require('request');
const util = require('util');

// See https://www.hipchat.com/docs/apiv2/method/send_room_notification
function Notifier(room, token, host) {
  this.room = room;
  this.token = token;
  this.host = host || 'api.hipchat.com';
}

Notifier.prototype.send = function (message, callback) {
  request({
    method: 'POST',
    uri: util.format('https://%s/v2/room/%s/notification', this.host, this.room),
    auth: { bearer: this.token },
    json: { message },
  }, callback);
};

module.exports = Notifier;
