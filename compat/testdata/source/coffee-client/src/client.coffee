https = require 'https'

###
The address is https://api.hipchat.com.
###
class Client
  port: 443

  host: 'api.hipchat.com'

  constructor: (@token) ->

  message: (room, text, done) ->
    https.request {host: @host, method: 'post', path: "/v1/rooms/message?auth_token=#{@token}"}, done

  rooms: (done) ->
    https.get
      host: 'api.hipchat.com'
      path: "/v1/rooms/list?auth_token=#{@token}"
    , done

module.exports = Client
