import nock from 'nock';

nock('https://api.hipchat.com').get('/v2/capabilities').reply(200, {});
const oauthSecret = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';
export default oauthSecret;
