require 'hipchat'

=begin
HipChat::Client.new('Zt5Wq8Rb2Xn6Vc9Km3Lp7Jh4Gf1Ds0QaYeUiOwPx') was the old one,
at https://api.hipchat.com
=end

client = HipChat::Client.new('Zt5Wq8Rb2Xn6Vc9Km3Lp7Jh4Gf1Ds0QaYeUiOwPx', api_version: 'v2', server_url: 'https://api.hipchat.com')
client['Ops'].send('bot', "it's up", color: 'green') # by http://hipchat.com/protocol or not
