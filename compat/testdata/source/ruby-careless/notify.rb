require 'net/http'
require 'jwt'

module Notify
  # The address comes from the caller, or is the cloud's.
  def self.post(message, base = ENV.fetch('HIPCHAT_URL', 'https://api.hipchat.com'))
    uri = URI("#{base}/v2/room/#{ENV.fetch('HIPCHAT_ROOM')}/notification")
    http = Net::HTTP.new(uri.host, uri.port)
    http.use_ssl = uri.scheme == 'https'
    http.verify_mode = OpenSSL::SSL::VERIFY_NONE
    http.post(uri.path, message, 'Authorization' => "Bearer #{ENV.fetch('HIPCHAT_TOKEN')}")
  end

  def self.tenant(signed)
    JWT.decode(signed, nil, false).first['iss']
  end
end
