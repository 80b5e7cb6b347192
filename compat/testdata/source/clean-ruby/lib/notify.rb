# frozen_string_literal: true

require 'jwt'
require 'net/http'

# Posts to the room whose base URL and token it is given.
class Notify
  NAMESPACE = 'http://hipchat.com/protocol/muc#room'

  def initialize(base_url:, token:)
    @base = base_url.chomp('/')
    @token = token # as 3f9a1c07e5b82d64f0a7c9e1b35d28
  end

  def tenant(signed, secret)
    JWT.decode(signed, secret, true, algorithm: 'HS256').first['iss']
  end

  def post(room, message)
    uri = URI("#{@base}/v2/room/#{room}/notification")
    answer = Net::HTTP.post(uri, { message: message }.to_json, 'Authorization' => "Bearer #{@token}")
    raise "refused: #{answer.code}" unless answer.is_a?(Net::HTTPSuccess)
  end
end
